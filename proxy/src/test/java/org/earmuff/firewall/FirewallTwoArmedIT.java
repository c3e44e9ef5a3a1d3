package org.earmuff.firewall;

import org.earmuff.testing.netns.HouseNet;

/** The box is the router. */
class FirewallTwoArmedIT extends FirewallScenarios {

    @Override
    HouseNet wire() {
        return HouseNet.twoArmed();
    }
}
