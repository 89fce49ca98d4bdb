/// Sessions from files that other profilers wrote, as if they had been recorded here. Such a file comes from anywhere
/// and is not trusted: it has bounds, and what is wrong with it is said in a sentence.
@NullMarked
package pyrometer.load;

import org.jspecify.annotations.NullMarked;
