package io.meshcloud.idp.git.transport;
import io.meshcloud.idp.git.config.RemoteUrl;
import io.meshcloud.idp.git.config.GitConfig;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.eclipse.jgit.transport.PacketLineIn;
import org.eclipse.jgit.transport.http.HttpConnection;

/**
 * By which hash a repository behind HTTP names its commits. JGit knows SHA-1 only and trips over anything else without
 * saying why, so that a server is asked once more after a failure.
 *
 * <p>Source: Git's protocol version 2, capability {@code object-format}.
 */
final class ObjectFormat {
    private static final String SHA_256 = "object-format=sha256";

    private ObjectFormat() {}

    /** No if the server does not tell. */
    static boolean isSha256(GitConfig config, RemoteUrl url) {
        try {
            var service = url.uri().toString().replaceAll("/+$", "");
            int timeout = Math.toIntExact(config.timeout().toMillis());
            var connection = new HttpConnections(config, url)
                    .create(URI.create(service + "/info/refs?service=git-upload-pack")
                            .toURL());
            connection.setConnectTimeout(timeout);
            connection.setReadTimeout(timeout);
            connection.setRequestProperty("Git-Protocol", "version=2");
            if (connection.getResponseCode() != HttpConnection.HTTP_OK) {
                return false;
            }
            try (var in = connection.getInputStream()) {
                return tellsSha256(new PacketLineIn(in));
            }
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** A first section names the service; the second one begins with the version, or with a ref and capabilities. */
    private static boolean tellsSha256(PacketLineIn lines) throws IOException {
        for (int section = 0; section < 2; section++) {
            for (var line = lines.readString(); !PacketLineIn.isEnd(line); line = lines.readString()) {
                if (Arrays.asList(line.split("[ \\u0000]")).contains(SHA_256)) {
                    return true;
                }
            }
        }
        return false;
    }
}
