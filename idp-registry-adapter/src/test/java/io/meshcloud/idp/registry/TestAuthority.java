// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry;

import io.meshcloud.idp.testkit.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An untrusted certificate authority and a server certificate that it signed, created with Java's keytool. */
public final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final KeyStore store = KeyStore.getInstance("PKCS12");

    /** The authority that all tests share that need no special one: two starts of keytool take seconds. */
    private static final class Shared {
        private static final TestAuthority AUTHORITY = create();

        private static TestAuthority create() {
            try {
                return new TestAuthority(Files.createTempDirectory("authority"));
            } catch (GeneralSecurityException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static TestAuthority shared() {
        return Shared.AUTHORITY;
    }

    /**
     * @param server more arguments of keytool for the server's certificate
     */
    public TestAuthority(Path folder, String... server) throws GeneralSecurityException, IOException {
        var keys = folder.resolve("keys.p12");
        generate(folder, keys, "-alias", "ca", "-dname", "CN=test authority", "-ext", "bc:c");
        var words = Stream.of(
                "-alias",
                "server",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-signer",
                "ca");
        generate(folder, keys, Stream.concat(words, Stream.of(server)).toArray(String[]::new));
        try (var in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
    }

    private static void generate(Path folder, Path keys, String... words) {
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var usual = List.of(
                keytool,
                // It runs for a moment: the second compiler would take longer than it saves.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString());
        RealPart.run(folder, Stream.concat(usual.stream(), Stream.of(words)).toArray(String[]::new));
    }

    /** The authority's own certificate. */
    public String pem() throws GeneralSecurityException {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(store.getCertificate("ca").getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
    }

    /** The arguments for a server called localhost or 127.0.0.1. */
    public SSLContext server() throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        var own = KeyStore.getInstance("PKCS12");
        try {
            own.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var password = PASSWORD.toCharArray();
        own.setKeyEntry("server", store.getKey("server", password), password, store.getCertificateChain("server"));
        managers.init(own, password);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }
}
