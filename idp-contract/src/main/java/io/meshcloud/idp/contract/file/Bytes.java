// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/** The contents of a file: immutable, and equal if all bytes are equal. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** The text, encoded in UTF-8. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes of a file that is part of the program, by its absolute name on the class path. */
    public static Bytes ofResource(String name) {
        try (var stream = Bytes.class.getResourceAsStream(name)) {
            return new Bytes(Objects.requireNonNull(stream, name).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** The number of bytes. */
    public int size() {
        return content.length;
    }

    public byte[] toArray() {
        return content.clone();
    }

    /** A stream over the bytes, without a copy. */
    public InputStream asStream() {
        return new ByteArrayInputStream(content);
    }

    /** The bytes decoded as UTF-8; invalid bytes become replacement characters. */
    public String asText() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** The size only, because file contents must not appear in logs. */
    @Override
    public String toString() {
        return content.length + " bytes";
    }
}
