package io.stowage.examples.standalone.tls;

import java.util.List;

/** The versions of TLS that are still safe. */
enum TlsVersion {
    TLS_1_2("TLSv1.2"),
    TLS_1_3("TLSv1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    static TlsVersion parse(String text) {
        for (TlsVersion version : values()) {
            if (version.text.equalsIgnoreCase(text) || version.text.substring(4).equals(text)) {
                return version;
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not TLSv1.2 or TLSv1.3");
    }

    /** This version and the later ones, in the JDK's words. */
    List<String> andLater() {
        return this == TLS_1_3 ? List.of(TLS_1_3.text) : List.of(TLS_1_3.text, TLS_1_2.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
