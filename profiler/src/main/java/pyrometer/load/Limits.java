package pyrometer.load;

/// How large a session may be that is read. More than any recording has that can be looked at, and little enough for
/// the memory of a small machine.
///
/// @param records samples
/// @param stacks different calls: the nodes of all stacks put together
/// @param frames different frames, at different lines
/// @param characters the length of all different frames together
/// @param entries of a list that is not of samples or frames
record Limits(int records, int stacks, int frames, long characters, int entries) {
    static final Limits DEFAULT = new Limits(5_000_000, 4_000_000, 1_000_000, 100_000_000, 10_000);

    static void check(long number, long most, String what) throws UnreadableSession {
        if (number > most) {
            throw new UnreadableSession("more than " + most + " " + what + ", which is more than can be read");
        }
    }
}
