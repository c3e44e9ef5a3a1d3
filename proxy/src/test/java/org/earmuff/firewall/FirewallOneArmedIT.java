package org.earmuff.firewall;

import org.earmuff.testing.netns.HouseNet;

/** The box stands beside the router, with one interface. */
class FirewallOneArmedIT extends FirewallScenarios {

    @Override
    HouseNet wire() {
        return HouseNet.oneArmed();
    }
}
