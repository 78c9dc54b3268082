// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.image;

import io.meshcloud.idp.contract.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Verifies bytes against a digest while they are read. If they do not match, reading fails at the end of the stream.
 * Another thread can watch the progress.
 */
public final class VerifiedStream extends FilterInputStream {
    private final Digest expected;
    private final long size;
    private final MessageDigest hash;
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile boolean ended;
    private volatile boolean tooLong;
    private volatile @Nullable Digest wrongDigest;
    private volatile @Nullable IOException failure;

    /**
     * @param size the announced number of bytes; reading fails beyond it, so that a server cannot send without an end
     */
    public VerifiedStream(InputStream content, Digest expected, long size) {
        super(content);
        this.expected = expected;
        this.size = size;
        try {
            this.hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public long bytesRead() {
        return bytesRead.get();
    }

    /** The digest of the bytes if it is not the expected one; known after the end of the stream. */
    public Optional<Digest> wrongDigest() {
        return Optional.ofNullable(wrongDigest);
    }

    /** Whether the stream has more bytes than announced. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** The error that ended the stream early. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = super.read(buffer, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        if (read > 0) {
            hash.update(buffer, offset, read);
            if (bytesRead.addAndGet(read) > size) {
                tooLong = true;
                throw new IOException("more bytes than announced");
            }
        } else if (read < 0) {
            verify();
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void verify() throws IOException {
        if (!ended) {
            ended = true;
            var actual = Digest.parse("sha256:" + HexFormat.of().formatHex(hash.digest()));
            wrongDigest = actual.equals(expected) ? null : actual;
        }
        if (wrongDigest != null) {
            throw new IOException("the bytes do not have the expected digest");
        }
    }
}
