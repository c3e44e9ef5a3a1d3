package org.earmuff.flow;

/**
 * Where a flow stands. Transitions are methods of the state they leave; what cannot happen is not there to call.
 *
 * <pre>
 *   Connecting --connected--> Open --speakerDone--> SpeakerDone --cloudDone-----+
 *       |                      |  \--cloudDone----> CloudDone  --speakerDone--+ |
 *       |                      |                        |                     v v
 *       |                      |                        |                   Draining
 *       |                      |                        |                      |
 *       +------closed----------+---------closed---------+-------closed---------+--> Closed(cause)
 * </pre>
 */
public sealed interface FlowState {

    /** Ends the flow from any state but the last, which keeps its first cause. */
    default Closed closed(CloseCause cause) {
        return this instanceof Closed already ? already : new Closed(cause);
    }

    /** Accepted; the way to the destination is being opened. Nothing is read yet. */
    record Connecting() implements FlowState {
        public Open connected() {
            return new Open();
        }
    }

    /** Both directions carry data. */
    record Open() implements FlowState {
        public SpeakerDone speakerDone() {
            return new SpeakerDone();
        }

        public CloudDone cloudDone() {
            return new CloudDone();
        }
    }

    /** The speaker has said that it sends no more (FIN); the cloud may still answer. */
    record SpeakerDone() implements FlowState {
        public Draining cloudDone() {
            return new Draining();
        }
    }

    /** The cloud has said that it sends no more (FIN); the speaker may still send. */
    record CloudDone() implements FlowState {
        public Draining speakerDone() {
            return new Draining();
        }
    }

    /** Both have said so; what they sent before is still on its way. */
    record Draining() implements FlowState {}

    /** Over. */
    record Closed(CloseCause cause) implements FlowState {}
}
