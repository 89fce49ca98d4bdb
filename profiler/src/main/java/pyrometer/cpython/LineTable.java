package pyrometer.cpython;

/// The three ways in which CPython has written down the lines of a code object.
///
/// Each is decoded in one pass, to the same answers as CPython's own `co_lines()` (3.10 and later) and
/// `PyCode_Addr2Line` (before). The bytes come from a live target and may be anything: whatever cannot be decoded has
/// no line.
///
/// Described in `Objects/lnotab_notes.txt` (3.8 to 3.10) and `Objects/locations.md` (3.11 and later) of CPython.
enum LineTable {
    /// `co_lnotab` of 3.8 and 3.9: pairs of (bytes of code, signed lines) to step over. What follows the last pair
    /// belongs to the last line.
    STEPS {
        @Override
        void decode(byte[] table, Lines lines) {
            int address = 0;
            for (int at = 0; at + 1 < table.length && address < 2 * lines.units(); at += 2) {
                int next = address + Byte.toUnsignedInt(table[at]);
                lines.fillTo((next + 1) / 2);
                address = next;
                lines.advance(table[at + 1]);
            }
            lines.fillTo(lines.units());
        }
    },

    /// `co_linetable` of 3.10: pairs of (bytes of code, signed lines) for a range that begins where the last one ended.
    RANGES {
        private static final int NO_LINE = -128;

        @Override
        void decode(byte[] table, Lines lines) {
            int end = 0;
            for (int at = 0; at + 1 < table.length && end < 2 * lines.units(); at += 2) {
                end += Byte.toUnsignedInt(table[at]);
                if (table[at + 1] == NO_LINE) {
                    lines.skipTo(end / 2);
                } else {
                    lines.advance(table[at + 1]);
                    lines.fillTo(end / 2);
                }
            }
        }
    },

    /// `co_linetable` of 3.11 and later: entries of a head byte (top bit set, kind, number of code units) and
    /// kind-specific
    /// bytes with the top bit clear, of which the columns are of no interest here.
    LOCATIONS {
        private static final int HEAD = 0x80;
        private static final int ONE_LINE_0 = 10;
        private static final int ONE_LINE_2 = 12;
        private static final int NO_COLUMNS = 13;
        private static final int LONG = 14;
        private static final int NONE = 15;

        @Override
        void decode(byte[] table, Lines lines) {
            int at = 0;
            while (at < table.length && !lines.complete()) {
                int head = Byte.toUnsignedInt(table[at]);
                if ((head & HEAD) == 0) {
                    return; // not the begin of an entry: this is no line table
                }
                int kind = head >> 3 & 15;
                int end = lines.filled() + (head & 7) + 1;
                at++;
                if (kind == NONE) {
                    lines.skipTo(end);
                } else {
                    lines.advance(
                            switch (kind) {
                                case NO_COLUMNS, LONG -> signedVarint(table, at);
                                default -> kind >= ONE_LINE_0 && kind <= ONE_LINE_2 ? kind - ONE_LINE_0 : 0;
                            });
                    lines.fillTo(end);
                }
                while (at < table.length && (table[at] & HEAD) == 0) {
                    at++;
                }
            }
        }

        // Six bits to a byte, lowest first, bit 6 set where more follow; bit 0 of the number is the sign.
        private static int signedVarint(byte[] table, int at) {
            int value = 0;
            for (int shift = 0; at < table.length && shift < 32; at++, shift += 6) {
                value |= (table[at] & 63) << shift;
                if ((table[at] & 64) == 0) {
                    break;
                }
            }
            return (value & 1) == 0 ? value >>> 1 : -(value >>> 1);
        }
    };

    /// Says that a code unit has no line: it is the compiler's own, or the table does not tell.
    static final int NO_LINE = 0;

    /// How the line table of Python 3.`minor` is written.
    static LineTable of(int minor) {
        return minor <= 9 ? STEPS : minor == 10 ? RANGES : LOCATIONS;
    }

    /// @param table the bytes of `co_lnotab` or `co_linetable`
    /// @param firstLine `co_firstlineno`
    /// @param units how many code units (of two bytes) the code has
    /// @return the line of each code unit, or [#NO_LINE]
    int[] lines(byte[] table, int firstLine, int units) {
        Lines lines = new Lines(firstLine, units);
        decode(table, lines);
        return lines.byUnit;
    }

    abstract void decode(byte[] table, Lines lines);

    /// The answer while it is being written, from the first code unit to the last.
    static final class Lines {
        final int[] byUnit;

        /// As computed by the table; a forged one may take it anywhere.
        private long line;

        /// The code units before this one are done.
        private int filled;

        Lines(int firstLine, int units) {
            byUnit = new int[units];
            line = firstLine;
        }

        int units() {
            return byUnit.length;
        }

        int filled() {
            return filled;
        }

        boolean complete() {
            return filled == byUnit.length;
        }

        void advance(int lines) {
            line += lines;
        }

        void fillTo(int end) {
            int value = line > 0 && line <= Integer.MAX_VALUE ? (int) line : NO_LINE;
            for (int stop = Math.min(end, byUnit.length); filled < stop; filled++) {
                byUnit[filled] = value;
            }
        }

        void skipTo(int end) {
            filled = Math.max(filled, Math.min(end, byUnit.length));
        }
    }
}
