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

/**
 * Bytes that are checked while they pass: whoever reads them to the end gets a failure instead of the end if they are not
 * those of the digest. It also tells how far it is, so that somebody else can see that it goes on.
 */
public final class VerifiedStream extends FilterInputStream {
    private final Digest expected;
    private final long size;
    private final MessageDigest hash;
    private final AtomicLong passed = new AtomicLong();
    private volatile boolean ended;
    private volatile boolean tooLong;
    private volatile Optional<Digest> other = Optional.empty();
    private volatile Optional<IOException> failure = Optional.empty();

    /**
     * @param size how many bytes were announced; more are not read, so that nobody can send for ever
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

    /** How many bytes have passed. */
    public long passed() {
        return passed.get();
    }

    /** The digest of the bytes that came, if it is another one. */
    public Optional<Digest> other() {
        return other;
    }

    /** Whether more bytes came than were announced. */
    public boolean isTooLong() {
        return tooLong;
    }

    /** Why the bytes did not come to their end, if they did not. */
    public Optional<IOException> failure() {
        return failure;
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
            failure = Optional.of(e);
            throw e;
        }
        if (read > 0) {
            hash.update(buffer, offset, read);
            if (passed.addAndGet(read) > size) {
                tooLong = true;
                throw new IOException("more bytes come than were announced");
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
            other = actual.equals(expected) ? Optional.empty() : Optional.of(actual);
        }
        if (other.isPresent()) {
            throw new IOException("the bytes are not those of the digest");
        }
    }
}
