# Reads the reports of Surefire and Failsafe, and prints what was skipped, what failed, what passed only
# when it was repeated, and the totals.

function attribute(name,    at, rest) {
    at = match($0, "[ <]" name "=\"")
    if (!at) return ""
    rest = substr($0, RSTART + RLENGTH)
    rest = substr(rest, 1, index(rest, "\"") - 1)
    gsub(/&#10;|&#xa;/, " ", rest)
    gsub(/&quot;/, "\"", rest)
    gsub(/&apos;/, "'", rest)
    gsub(/&lt;/, "<", rest)
    gsub(/&gt;/, ">", rest)
    gsub(/&amp;/, "\\&", rest)
    return rest
}

/<testcase / {
    tests++
    test = attribute("classname") "." attribute("name")
    judged = 0
}

/<skipped/ && !judged {
    judged = 1
    skipped++
    reason = attribute("message")
    if (reason == "" && match($0, /Assumption failed: .*/)) reason = substr($0, RSTART + 19)
    print "skipped: " test ": " reason
}

/<flaky(Failure|Error)[ >]/ && !judged {
    judged = 1
    repeated++
    print "repeated: " test ": " attribute("message")
}

/<(failure|error)[ >]/ && !judged {
    judged = 1
    failed++
    print "FAILED:  " test ": " attribute("message")
}

END {
    printf "%d passed (%d of them repeated), %d failed, %d skipped\n", \
        tests - failed - skipped, repeated, failed, skipped
    exit failed > 0 || tests == 0
}
