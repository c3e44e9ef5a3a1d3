/**
 * A made-up house in network namespaces: speakers, a bystander, the router (or the box beside it) and a cloud, each with
 * its own interfaces, routes and firewall, and programs run inside them. Nothing leaves the machine; root is needed.
 *
 * <p>Begin with {@link org.earmuff.testing.netns.HouseNet}; talk and listen inside with
 * {@link org.earmuff.testing.netns.Agent}.
 */
@NullMarked
package org.earmuff.testing.netns;

import org.jspecify.annotations.NullMarked;
