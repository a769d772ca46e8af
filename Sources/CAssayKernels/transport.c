// The network simplex method on a transport problem. Trees are kept strongly feasible, so that it ends (Cunningham,
// "A network simplex method", Mathematical Programming 11, 1976): an arc that carries nothing leads to the root.
#include "transport_kernels.h"

#pragma STDC FP_CONTRACT OFF

typedef struct problem {
  ptrdiff_t sources, sinks;
  const double *prices;
  assay_transport_node *nodes;
  int32_t *path;
  /// Where the search for the next arc goes on.
  ptrdiff_t cursor;
} problem;

/// Below this a reduced cost is rounding.
static const double tolerance = 1e-9;

/// Finds depths and potentials anew, from the root down.
static void measure_tree(problem *p) {
  assay_transport_node *nodes = p->nodes;
  int32_t root = (int32_t)(p->sources + p->sinks);
  for (int32_t v = 0; v < root; v++) nodes[v].depth = -1;
  for (int32_t start = 0; start < root; start++) {
    int32_t length = 0;
    for (int32_t v = start; nodes[v].depth < 0; v = nodes[v].parent) p->path[length++] = v;
    while (length > 0) {
      assay_transport_node *node = nodes + p->path[--length], *parent = nodes + node->parent;
      node->depth = parent->depth + 1;
      node->potential = parent->potential + (node->upward ? -node->price : node->price);
    }
  }
}

/// An arc of negative reduced cost, the most negative of the next block that has one; negative when there is none.
static ptrdiff_t cheap_arc(problem *p) {
  const assay_transport_node *nodes = p->nodes;
  ptrdiff_t count = p->sources * p->sinks, block = 16, best = -1, seen = 0;
  while (block * block < count) block++;
  double least = -tolerance;
  while (seen < count && best < 0) {
    ptrdiff_t end = p->cursor + block;
    if (end > count) end = count;
    ptrdiff_t source = p->cursor / p->sinks, sink = p->cursor % p->sinks;
    for (ptrdiff_t arc = p->cursor; arc < end; arc++) {
      double cost = p->prices[arc] + nodes[source].potential - nodes[p->sources + sink].potential;
      if (cost < least) {
        least = cost;
        best = arc;
      }
      if (++sink == p->sinks) {
        sink = 0;
        source++;
      }
    }
    seen += end - p->cursor;
    p->cursor = end == count ? 0 : end;
  }
  return best;
}

/// Adds `amount` to the arcs from `v` up to `apex` that go with the cycle, and takes it from the others.
static void move(assay_transport_node *nodes, int64_t amount, int32_t v, int32_t apex, bool along_upward) {
  for (; v != apex; v = nodes[v].parent) nodes[v].flow += nodes[v].upward == along_upward ? amount : -amount;
}

/// Turns the path from `v` up to `last` around, so that its part of the tree hangs by `v` on its new arc.
static void rehang(assay_transport_node *nodes, int32_t v, assay_transport_node arc, int32_t last) {
  for (;;) {
    assay_transport_node old = nodes[v];
    nodes[v] = arc;
    if (v == last) return;
    arc = old;
    arc.parent = v;
    arc.upward = !old.upward;
    v = old.parent;
  }
}

/// Sends as much as possible over an arc and back through the tree, and takes out what runs empty.
static void bring_in(problem *p, ptrdiff_t arc) {
  assay_transport_node *nodes = p->nodes;
  int32_t tail = (int32_t)(arc / p->sinks), head = (int32_t)(p->sources + arc % p->sinks);
  int32_t apex = tail, other = head;
  while (apex != other) {
    if (nodes[apex].depth >= nodes[other].depth) apex = nodes[apex].parent;
    else other = nodes[other].parent;
  }
  // Around the cycle from the apex down to the tail, over the arc, and from the head up, the last arc that runs empty
  // leaves: that keeps the tree strongly feasible.
  int64_t least = INT64_MAX;
  int32_t leaving = tail;
  bool on_tail_side = true;
  for (int32_t v = tail; v != apex; v = nodes[v].parent) {
    if (nodes[v].upward && nodes[v].flow < least) {
      least = nodes[v].flow;
      leaving = v;
    }
  }
  for (int32_t v = head; v != apex; v = nodes[v].parent) {
    if (!nodes[v].upward && nodes[v].flow <= least) {
      least = nodes[v].flow;
      leaving = v;
      on_tail_side = false;
    }
  }
  move(nodes, least, tail, apex, false);
  move(nodes, least, head, apex, true);
  assay_transport_node entering = {.flow = least, .price = p->prices[arc], .upward = on_tail_side};
  entering.parent = on_tail_side ? head : tail;
  rehang(nodes, on_tail_side ? tail : head, entering, leaving);
  measure_tree(p);
}

double assay_transport_cost(const int64_t *supplies, ptrdiff_t sources, const int64_t *demands, ptrdiff_t sinks,
                            const double *prices, assay_transport_node *nodes, int32_t *path) {
  problem p = {.sources = sources, .sinks = sinks, .prices = prices, .nodes = nodes, .path = path};
  ptrdiff_t root = sources + sinks;
  // The detour over the root is dearer than any way, so that the optimum does without.
  double detour = 1;
  for (ptrdiff_t arc = 0; arc < sources * sinks; arc++) {
    if (prices[arc] + 1 > detour) detour = prices[arc] + 1;
  }
  detour *= (double)(root + 1);
  for (ptrdiff_t v = 0; v <= root; v++) {
    int64_t flow = v < sources ? supplies[v] : v < root ? demands[v - sources] : 0;
    nodes[v] = (assay_transport_node){
        .flow = flow, .price = v < root ? detour : 0, .parent = (int32_t)root, .upward = v < sources};
  }
  measure_tree(&p);
  for (ptrdiff_t arc = cheap_arc(&p); arc >= 0; arc = cheap_arc(&p)) bring_in(&p, arc);
  double cost = 0;
  for (ptrdiff_t v = 0; v < root; v++) cost += (double)nodes[v].flow * nodes[v].price;
  return cost;
}
