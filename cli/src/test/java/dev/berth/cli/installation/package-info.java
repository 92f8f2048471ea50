@NullMarked
package dev.berth.cli.installation;

import org.jspecify.annotations.NullMarked;
