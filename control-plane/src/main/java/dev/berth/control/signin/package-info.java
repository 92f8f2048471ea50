/**
 * How people prove who they are: passwords, second factors, links that work once, and the sessions that follow. Start at
 * {@link SignIn} and {@link Sessions}.
 */
@NullMarked
package dev.berth.control.signin;

import org.jspecify.annotations.NullMarked;
