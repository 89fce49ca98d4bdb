/// Pyrometer watches a Python program from outside its process and reports where its time went.
module pyrometer {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires org.apache.commons.cli;
    requires org.tomlj;
    requires jdk.unsupported; // sun.misc.Signal: Ctrl-C is the program's, not ours
}
