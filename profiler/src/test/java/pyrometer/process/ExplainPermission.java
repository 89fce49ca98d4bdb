package pyrometer.process;

/// Prints why this program may not read a process, so that tests can run it as someone else.
final class ExplainPermission {
    private ExplainPermission() {}

    /// @param args the process
    public static void main(String[] args) {
        System.out.println(ReadPermission.explain(Integer.parseInt(args[0]), "pyrometer attach " + args[0]));
    }
}
