// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.config;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate authorities that are trusted for a Git server. They come from Java's trust store, from the file that
 * the settings name, from {@code GIT_SSL_CAINFO}, which git reads, and from the system, where most organisations
 * install their own authorities ({@code SSL_CERT_FILE} or the usual file). The system's file is read only when no other
 * source trusts the server.
 *
 * <p>Files are in PEM (RFC 7468). They are read at the first use. Thread-safe.
 */
public final class TrustedAuthorities {
    private static final Logger LOG = LoggerFactory.getLogger(TrustedAuthorities.class);
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final String GIT_VARIABLE = "GIT_SSL_CAINFO";
    private static final String SYSTEM_VARIABLE = "SSL_CERT_FILE";
    private static final List<Path> SYSTEM_FILES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private final @Nullable Path file;
    private final Map<String, String> environment;
    private @Nullable SSLSocketFactory made;

    private TrustedAuthorities(@Nullable Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = Map.copyOf(environment);
    }

    /**
     * @param file of the settings; null for none
     * @param environment the process's variables
     */
    public static TrustedAuthorities of(@Nullable Path file, Map<String, String> environment) {
        return new TrustedAuthorities(file, environment);
    }

    /**
     * For all connections: the same each time, because Java keeps connections open for one factory.
     *
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} with the file, if it cannot be read or contains
     *     anything but certificates
     */
    public synchronized SSLSocketFactory socketFactory() {
        var known = made;
        if (known == null) {
            known = make();
            made = known;
        }
        return known;
    }

    private SSLSocketFactory make() {
        try {
            var added = new ArrayList<Certificate>();
            if (file != null) {
                added.addAll(required(file, GitConfig.AUTHORITIES_FLAG));
            }
            var gits = environment.getOrDefault(GIT_VARIABLE, "");
            if (!gits.isEmpty()) {
                added.addAll(required(Path.of(gits), GIT_VARIABLE));
            }
            var java = manager(null);
            if (!added.isEmpty()) {
                added.addAll(List.of(java.getAcceptedIssuers()));
            }
            var chosen = added.isEmpty() ? java : manager(store(added));
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new ThenTheSystem(chosen)}, null);
            return tls.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java platform has TLS and key stores in memory", e);
        }
    }

    private static Collection<? extends Certificate> required(Path file, String source) {
        try {
            return certificates(file);
        } catch (IOException | CertificateException e) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            "the file of certificates to trust that " + source + " names "
                                    + (e instanceof IOException ? "cannot be read" : "contains something else"),
                            file.toString(),
                            "name a file that contains only the PEM certificates of your Git server's authorities, from"
                                    + " BEGIN CERTIFICATE on; Java's own and the system's are trusted without it")
                    .asException(e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file) throws IOException, CertificateException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("not a regular file");
        }
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw new IOException("larger than " + MAX_BYTES + " bytes");
        }
        var certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        return certificates;
    }

    private static KeyStore store(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (var certificate : certificates) {
            store.setCertificateEntry("authority-" + number++, certificate);
        }
        return store;
    }

    /**
     * @param store null for Java's own
     */
    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no trust manager"));
    }

    @FunctionalInterface
    private interface Check {
        void by(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private X509ExtendedTrustManager system() throws GeneralSecurityException, IOException {
        var variable = environment.getOrDefault(SYSTEM_VARIABLE, "");
        var file = Stream.concat(
                        Stream.of(variable).filter(name -> !name.isEmpty()).map(Path::of), SYSTEM_FILES.stream())
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new IOException("there are none"));
        return manager(store(certificates(file)));
    }

    /** Asks the chosen authorities, and the system's if those do not trust a chain. */
    private final class ThenTheSystem extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager chosen;

        ThenTheSystem(X509ExtendedTrustManager chosen) {
            this.chosen = chosen;
        }

        private void check(Check check) throws CertificateException {
            try {
                check.by(chosen);
            } catch (CertificateException e) {
                try {
                    check.by(system());
                } catch (GeneralSecurityException | IOException system) {
                    LOG.debug("the system's certificates do not help: {}", system.toString());
                    throw e;
                }
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(manager -> manager.checkServerTrusted(chain, type));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            chosen.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            chosen.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            chosen.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chosen.getAcceptedIssuers();
        }
    }
}
