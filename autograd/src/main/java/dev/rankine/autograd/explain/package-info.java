/** What a tape recorded, for people: a table, diagrams, and a page to step through. */
package dev.rankine.autograd.explain;
