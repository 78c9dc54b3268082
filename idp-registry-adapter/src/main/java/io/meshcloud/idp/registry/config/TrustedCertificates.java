// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.config;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities that are trusted: those of Java's trust store and, optionally, those of a file for
 * platforms with their own authorities.
 */
public final class TrustedCertificates {
    public static final String FLAG = "--registry-ca";

    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final String BEGIN = "-----BEGIN ";
    private static final String NOT_CERTIFICATES = "contains something that is not a certificate";

    /** Absent for Java's trust store alone. */
    private final @Nullable KeyStore store;

    private TrustedCertificates(@Nullable KeyStore store) {
        this.store = store;
    }

    /** Java's trust store alone. */
    public static TrustedCertificates ofJava() {
        return new TrustedCertificates(null);
    }

    /**
     * Java's trust store and the certificates of a file.
     *
     * @param file one or more certificates in PEM (RFC 7468)
     * @throws IdpException {@link ProblemCode#INVALID_CONFIGURATION} with the file, if it cannot be read or contains
     *     anything but certificates
     */
    public static TrustedCertificates ofJavaAnd(Path file) {
        var all = new ArrayList<Certificate>(ofJava().authorities());
        all.addAll(certificates(file));
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < all.size(); i++) {
                store.setCertificateEntry("authority-" + i, all.get(i));
            }
            return new TrustedCertificates(store);
        } catch (GeneralSecurityException | IOException e) {
            throw withoutTls(e);
        }
    }

    private static int blocks(String text) {
        int blocks = 0;
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + BEGIN.length())) {
            blocks++;
        }
        return blocks;
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw refused(file, "cannot be read, because it is not a regular file")
                    .asException();
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw refused(file, "is larger than " + MAX_BYTES + " bytes").asException();
            }
            int blocks = blocks(new String(bytes, StandardCharsets.ISO_8859_1));
            if (blocks == 0) {
                throw refused(file, "contains no certificate").asException();
            }
            var all = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (all.size() != blocks) {
                throw refused(file, NOT_CERTIFICATES).asException();
            }
            return all;
        } catch (IOException e) {
            throw refused(file, "cannot be read").asException(e);
        } catch (CertificateException e) {
            throw refused(file, NOT_CERTIFICATES).asException(e);
        }
    }

    /** All trusted authorities. */
    public List<X509Certificate> authorities() {
        return Arrays.stream(managers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private TrustManager[] managers() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw withoutTls(e);
        }
    }

    /** Makes a client trust these authorities. */
    public HttpClient.Builder applyTo(HttpClient.Builder client) {
        if (store == null) {
            return client;
        }
        try {
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, managers(), null);
            return client.sslContext(tls);
        } catch (GeneralSecurityException e) {
            throw withoutTls(e);
        }
    }

    private static IllegalStateException withoutTls(Exception cause) {
        return new IllegalStateException("every Java platform has TLS and key stores in memory", cause);
    }

    private static Problem refused(Path file, String why) {
        return Problem.of(
                ProblemCode.INVALID_CONFIGURATION,
                "the file of certificates to trust " + why,
                file.toString(),
                "pass a file that contains only the PEM certificates of your registries' authorities, from BEGIN"
                        + " CERTIFICATE on, with " + FLAG + " FILE; omit it to use Java's own trust store");
    }
}
