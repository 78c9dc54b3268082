package io.meshcloud.idp.core.view;

import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.contract.problem.Finding;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.yaml.ReadResult;
import io.meshcloud.idp.spi.state.Snapshot;
import io.meshcloud.idp.spi.state.StateFile;
import java.util.List;
import java.util.function.BiFunction;

/** Turns what lies at a path into a document or into the reasons why it is none. */
public final class FileReader {
    private FileReader() {}

    public static <T> FileState<T> read(
            Snapshot snapshot, StatePath path, BiFunction<String, Bytes, ReadResult<T>> reader) {
        return read(snapshot.read(path), path, reader);
    }

    /** The same for something that was found before, for example in history. */
    public static <T> FileState<T> read(
            StateFile found, StatePath path, BiFunction<String, Bytes, ReadResult<T>> reader) {
        if (found instanceof StateFile.Absent) {
            return new FileState.Absent<>();
        }
        if (found instanceof StateFile.Regular regular) {
            return reader.apply(path.value(), regular.bytes())
                    .match(FileState.Valid::new, findings -> new FileState.Broken<>(findings, regular.bytes()));
        }
        return new FileState.Broken<>(List.of(notReadable(found, path)), null);
    }

    private static Finding notReadable(StateFile found, StatePath path) {
        var location = Location.of(path.value());
        if (found instanceof StateFile.TooLarge large) {
            return Finding.error(
                    ProblemCode.FILE_TOO_LARGE,
                    location,
                    "",
                    "the file has " + large.size() + " bytes, more than " + Snapshot.MAX_FILE_SIZE,
                    "make it smaller; a file of the contract needs a few kilobytes");
        }
        var what = found instanceof StateFile.NotRegular other ? other.description() : "something else";
        return Finding.error(
                ProblemCode.NOT_A_REGULAR_FILE,
                location,
                "",
                "there is " + what + " where a file belongs; it is neither followed nor opened",
                "put a regular file in its place");
    }
}
