package org.earmuff;

import org.earmuff.testing.netns.HouseNet;

/** The box stands beside the router, with one interface. */
class LeakOneArmedIT extends LeakScenarios {

    @Override
    HouseNet wire() {
        return HouseNet.oneArmed();
    }
}
