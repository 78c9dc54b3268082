package io.meshcloud.idp.registry.webhook;

/**
 * A body is not what its source sends. The message is the project's own words and continues "the body ...".
 */
final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
