package io.meshcloud.idp.registry;

/**
 * Bytes are not what they should be. The message is the project's own words and continues a sentence that starts with
 * the name of the thing; whoever knows that name turns it into a problem.
 */
final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
