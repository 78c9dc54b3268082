package io.meshcloud.idp.contract.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The contents of a file: immutable, equal when every byte is. */
public final class Bytes {
    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** A copy of these bytes. */
    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /** The text in UTF-8. */
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

    /** In bytes. */
    public int size() {
        return content.length;
    }

    public byte[] toArray() {
        return content.clone();
    }

    /** Reads without a copy. */
    public InputStream asStream() {
        return new ByteArrayInputStream(content);
    }

    /** The bytes read as UTF-8, with replacement characters where they are not. */
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

    /** The size only: a file's content has no place in a log. */
    @Override
    public String toString() {
        return content.length + " bytes";
    }
}
