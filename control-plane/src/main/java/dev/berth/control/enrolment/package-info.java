/** How machines become hosts and stop being hosts: tokens, certificates, the authority that signs them. Start at {@link JoinHost}. */
@NullMarked
package dev.berth.control.enrolment;

import org.jspecify.annotations.NullMarked;
