// What goes from which source to which sink at the least cost, by the network simplex method.
#ifndef C_ASSAY_TRANSPORT_KERNELS_H
#define C_ASSAY_TRANSPORT_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A source, a sink or the artificial root in the tree of arcs in use.
typedef struct assay_transport_node {
  /// What goes over the arc to the parent, and what each unit of it costs.
  int64_t flow;
  double price;
  /// What a unit costs from here to the root along the tree, signed by the direction of the arcs.
  double potential;
  int32_t parent, depth;
  /// Whether goods go from the node to its parent.
  bool upward;
} assay_transport_node;

/// The least Σ units · price that brings all `supplies` (each > 0) to all `demands` (each > 0, of the same sum).
/// `prices[s * sinks + t]` ≥ 0 is that of a unit from source s to sink t. `nodes` and `path` are room for
/// sources + sinks + 1 of each.
double assay_transport_cost(const int64_t *supplies, ptrdiff_t sources, const int64_t *demands, ptrdiff_t sinks,
                            const double *prices, assay_transport_node *nodes, int32_t *path);

#endif
