package io.stowage.examples.standalone;

import java.util.Arrays;

/** A program that says how it was run; stands in for the launcher where only the script is tried. */
public final class Echo {
    private Echo() {}

    /** Says it. */
    public static void main(String[] args) {
        System.out.println("pid " + ProcessHandle.current().pid());
        System.out.println("in " + System.getProperty("user.dir"));
        System.out.println("option " + System.getProperty("echo"));
        System.out.println("arguments " + Arrays.toString(args));
        System.exit(7);
    }
}
