import CAssayKernels

/// What goes from which source to which sink at the least cost, by the network simplex method (Dantzig 1951).
struct TransportPlan {
  /// The supply of each source, above 0.
  let supplies: [Int]
  /// The demand of each sink, above 0; they sum to the supplies.
  let demands: [Int]
  /// The cost of moving one unit from source s to sink t, at s · sinks + t.
  let prices: [Double]

  /// The cost of the cheapest plan: Σ units · price.
  func leastCost() -> Double {
    precondition(
      prices.count == supplies.count * demands.count && supplies.reduce(0, +) == demands.reduce(0, +),
      "supplies, demands and prices do not belong together")
    let count = supplies.count + demands.count + 1
    var nodes = [assay_transport_node](repeating: assay_transport_node(), count: count)
    var path = [Int32](repeating: 0, count: count)
    return assay_transport_cost(
      supplies.map { Int64($0) }, supplies.count, demands.map { Int64($0) }, demands.count, prices, &nodes, &path)
  }
}
