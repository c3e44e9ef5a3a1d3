package org.earmuff.testing;

import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBuilder;
import org.earmuff.rules.RuleRef;

/** Rules as a configuration would give them. */
public final class Rules {

    private Rules() {}

    /** About everyone, in line 1. */
    public static RuleBuilder rule(String name) {
        return Rule.named(new RuleRef(name, "/etc/earmuff/earmuff.yaml", 1));
    }
}
