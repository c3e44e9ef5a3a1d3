package org.earmuff;

import org.earmuff.testing.netns.HouseNet;

/** The box is the router. */
class LeakTwoArmedIT extends LeakScenarios {

    @Override
    HouseNet wire() {
        return HouseNet.twoArmed();
    }
}
