// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers a failure. A reader that closes the pipe early ({@code idp env list | head -1}) is not
 * a failure. A result that is lost for another reason, such as a full disk, is a failure and must be reported.
 */
public final class ResultStream extends OutputStream {
    private static final String READER_LEFT = "Broken pipe";

    private final OutputStream target;
    private @Nullable IOException failure;

    public ResultStream(OutputStream target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] octets, int offset, int length) {
        if (failure == null) {
            try {
                target.write(octets, offset, length);
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    @Override
    public synchronized void flush() {
        if (failure == null) {
            try {
                target.flush();
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** Why a part of the result was lost, unless the reader closed the pipe, which Java reports in the message only. */
    public synchronized Optional<IOException> loss() {
        return Optional.ofNullable(failure).filter(e -> !READER_LEFT.equals(e.getMessage()));
    }
}
