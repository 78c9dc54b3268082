// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkZoneTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, MACHINE",
        "127.255.0.9, MACHINE",
        "0.0.0.0, MACHINE",
        "0.1.2.3, MACHINE",
        "::1, MACHINE",
        "169.254.169.254, LINK",
        "fe80::1, LINK",
        "224.0.0.1, LINK",
        "fd00:ec2::254, LINK",
        "100.100.100.200, LINK",
        "168.63.129.16, LINK",
        "10.1.2.3, PRIVATE",
        "172.31.0.1, PRIVATE",
        "192.168.0.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "fd12::1, PRIVATE",
        "203.0.113.7, PUBLIC",
        "2001:db8::7, PUBLIC"
    })
    void depends_on_the_address(String address, NetworkZone zone) throws UnknownHostException {
        assertThat(NetworkZone.of(InetAddress.getByName(address))).isEqualTo(zone);
    }

    @ParameterizedTest
    @CsvSource({
        // NAT64, and its prefix for local use
        "64:ff9b::7f00:1, MACHINE",
        "64:ff9b::a9fe:a9fe, LINK",
        "64:ff9b::a01:203, PRIVATE",
        "64:ff9b::cb00:7107, PUBLIC",
        "64:ff9b:1::a9fe:a9fe, LINK",
        // 6to4
        "2002:7f00:1::, MACHINE",
        "2002:a9fe:a9fe::1, LINK",
        "2002:c0a8:1::, PRIVATE",
        "2002:cb00:7107::, PUBLIC",
        // IPv4-mapped and IPv4-compatible
        "::ffff:169.254.169.254, LINK",
        "::169.254.169.254, LINK",
        "::10.0.0.1, PRIVATE",
        // Teredo
        "2001:0:1:2:3:4:5601:5601, LINK",
        "2001:0:1:2:3:4:34ff:8ef8, PUBLIC"
    })
    void depends_on_the_ipv4_address_in_an_ipv6_address(String address, NetworkZone zone) throws UnknownHostException {
        assertThat(NetworkZone.of(InetAddress.getByName(address))).isEqualTo(zone);
    }
}
