package org.earmuff.notify;

/**
 * One text for one receiver.
 *
 * @param text a sentence or two, any language's letters
 */
record Message(Receiver receiver, Topic topic, String text) {}
