// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.git;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of a {@link GitServer}: its settings, its log, its users, its certificate. */
final class GitServerFolder {
    static final String TRUST_PASSWORD = "changeit";

    private static final String PLACES = "/usr/sbin";

    private final Path folder;
    private final Path root;
    private final String lighttpd;
    private final String backend;
    private final boolean users;
    private final boolean keepAlive;

    private GitServerFolder(Path folder, Path root, String lighttpd, String backend, boolean users, boolean keepAlive) {
        this.folder = folder;
        this.root = root;
        this.lighttpd = lighttpd;
        this.backend = backend;
        this.users = users;
        this.keepAlive = keepAlive;
    }

    /**
     * @param certified the alternative names of the certificate, as OpenSSL writes them; {@code null} for a server
     *     without TLS
     */
    static GitServerFolder create(
            Path root, @Nullable String user, String password, @Nullable String certified, boolean keepAlive)
            throws IOException {
        var lighttpd = RealPart.program("lighttpd", PLACES).toString();
        var programs = RealPart.git(root, "--exec-path").strip();
        var backend = RealPart.program("git-http-backend", programs).toString();
        var folder = Files.createTempDirectory("git-server");
        var files = new GitServerFolder(folder, root.toAbsolutePath(), lighttpd, backend, user != null, keepAlive);
        if (user != null) {
            files.writeUser(user, password);
        }
        if (certified != null) {
            files.certify(certified);
        }
        return files;
    }

    /** The server reads the file for each request. */
    void writeUser(String user, String password) throws IOException {
        Files.writeString(folder.resolve("users"), user + ":" + password + "\n");
    }

    private void certify(String names) {
        RealPart.run(
                folder,
                RealPart.program("openssl").toString(),
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-days",
                "2",
                "-subj",
                "/CN=idp-test",
                "-addext",
                "subjectAltName=" + names,
                "-keyout",
                "key.pem",
                "-out",
                certificate().toString());
    }

    Path writeConfig(int port) throws IOException {
        var modules = new ArrayList<>(List.of("mod_setenv", "mod_alias", "mod_cgi"));
        var lines = new ArrayList<String>();
        if (users) {
            modules.addAll(0, List.of("mod_auth", "mod_authn_file"));
            lines.add("auth.backend = \"plain\"");
            lines.add("auth.backend.plain.userfile = " + quoted(folder.resolve("users")));
            lines.add("auth.require = (\"/\" => (\"method\" => \"basic\", \"realm\" => \"state\","
                    + " \"require\" => \"valid-user\"))");
        }
        if (hasCertificate()) {
            modules.add("mod_openssl");
            lines.add("ssl.engine = \"enable\"");
            lines.add("ssl.pemfile = " + quoted(certificate()));
            lines.add("ssl.privkey = " + quoted(folder.resolve("key.pem")));
        }
        lines.add(0, "server.modules = (\"" + String.join("\", \"", modules) + "\")");
        lines.add("server.document-root = " + quoted(root));
        lines.add("server.bind = \"127.0.0.1\"");
        lines.add("server.port = " + port);
        lines.add("server.errorlog = " + quoted(log()));
        lines.add("server.upload-dirs = (" + quoted(folder) + ")");
        lines.add("server.max-keep-alive-requests = " + (keepAlive ? 1_000_000 : 0));
        lines.add("alias.url = (\"/\" => \"" + backend + "/\")");
        lines.add("cgi.assign = (\"\" => \"\")");
        lines.add("setenv.set-environment = (" + environment() + ")");
        Files.writeString(log(), "");
        return Files.write(folder.resolve("lighttpd.conf"), lines);
    }

    /**
     * {@code git http-backend} accepts pushes of named users only, so without users all requests have the same name.
     */
    private String environment() {
        return "\"GIT_PROJECT_ROOT\" => " + quoted(root)
                + ", \"GIT_HTTP_EXPORT_ALL\" => \"1\", \"GIT_CONFIG_NOSYSTEM\" => \"1\""
                + ", \"GIT_CONFIG_GLOBAL\" => \"/dev/null\", \"PATH\" => \"" + System.getenv("PATH") + "\""
                + (users ? "" : ", \"REMOTE_USER\" => \"everybody\"");
    }

    private static String quoted(Path path) {
        return "\"" + path + "\"";
    }

    Path root() {
        return root;
    }

    String lighttpd() {
        return lighttpd;
    }

    Path log() {
        return folder.resolve("log");
    }

    String logged() throws IOException {
        return Files.readString(log());
    }

    /** The shell that started the server still waits for the end of its input, so its exit cannot be checked. */
    boolean hasFailed() throws IOException {
        return !logged().isEmpty() && !logged().contains("server started");
    }

    boolean hasCertificate() {
        return Files.exists(certificate());
    }

    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    Path trustStore() throws IOException {
        var file = folder.resolve("trust.p12");
        try (var in = Files.newInputStream(certificate());
                var out = Files.newOutputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            store.store(out, TRUST_PASSWORD.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    void delete() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
