package io.meshcloud.idp.registry.json;

/**
 * Bytes are not what they should be. The message is the project's own words and continues a sentence that starts with
 * the name of the thing; whoever knows that name turns it into a problem.
 */
public final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedException(String why) {
        super(why);
    }

    public String why() {
        return String.valueOf(getMessage());
    }
}
