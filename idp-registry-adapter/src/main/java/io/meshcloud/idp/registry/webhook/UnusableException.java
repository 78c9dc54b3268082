package io.meshcloud.idp.registry.webhook;

/** A place in an event does not hold what it should. The message continues a sentence that starts with the place. */
final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Field field;

    UnusableException(Field field, String why) {
        super(why);
        this.field = field;
    }

    Field field() {
        return field;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
