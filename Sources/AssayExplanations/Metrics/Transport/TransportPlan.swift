/// What goes from which source to which sink at the least cost: the network simplex method.
///
/// Dantzig 1951; trees are kept strongly feasible so that it ends (Cunningham, Mathematical Programming 11, 1976). A tree of
/// arcs in use hangs from an artificial root; each step brings in an arc that is too cheap for the potentials of its ends
/// and takes out the first arc of the cycle that runs empty.
struct TransportPlan {
  /// What hangs a node into the tree.
  private struct Hold {
    var parent: Int
    /// Whether goods go from the node to its parent.
    var isUpward: Bool
    var flow: Int
    var price: Double
  }

  private let sourceCount: Int
  private let sinkCount: Int
  /// The cost of moving one unit from source s to sink t, at s · sinks + t.
  private let prices: [Double]
  /// That of sources, then of sinks; the last is the root's, which nobody looks at.
  private var holds: [Hold]
  private var depths: [Int]
  private var potentials: [Double]
  /// Where the search for the next arc goes on.
  private var cursor = 0

  /// Below this a reduced cost is rounding.
  private static let tolerance = 1e-9

  /// - Precondition: supplies and demands are positive and have the same sum.
  init(supplies: [Int], demands: [Int], prices: [Double]) {
    precondition(
      prices.count == supplies.count * demands.count && supplies.reduce(0, +) == demands.reduce(0, +),
      "supplies, demands and prices do not belong together")
    sourceCount = supplies.count
    sinkCount = demands.count
    self.prices = prices
    let root = sourceCount + sinkCount
    // Dearer than any real path, so that the optimum does without.
    let detour = ((prices.max() ?? 0) + 1) * Double(root + 1)
    holds = supplies.map { Hold(parent: root, isUpward: true, flow: $0, price: detour) }
    holds += demands.map { Hold(parent: root, isUpward: false, flow: $0, price: detour) }
    holds.append(Hold(parent: root, isUpward: true, flow: 0, price: 0))
    depths = [Int](repeating: 0, count: root + 1)
    potentials = [Double](repeating: 0, count: root + 1)
    measureTree()
  }

  /// The cost of the cheapest plan: Σ units · price.
  mutating func leastCost() -> Double {
    while let (source, sink) = cheapArc() { bring(in: source, sink) }
    return holds.dropLast().reduce(0) { $0 + Double($1.flow) * $1.price }
  }

  /// An arc of negative reduced cost: the most negative of the next block that has one.
  private mutating func cheapArc() -> (source: Int, sink: Int)? {
    guard !prices.isEmpty else { return nil }
    let block = max(16, Int(Double(prices.count).squareRoot()))
    var best = (arc: -1, cost: -Self.tolerance)
    var seen = 0
    while seen < prices.count {
      let end = min(prices.count, min(cursor + block, cursor + prices.count - seen))
      var (source, sink) = cursor.quotientAndRemainder(dividingBy: sinkCount)
      for arc in cursor..<end {
        let cost = prices[arc] + potentials[source] - potentials[sourceCount + sink]
        if cost < best.cost { best = (arc, cost) }
        sink += 1
        if sink == sinkCount { (source, sink) = (source + 1, 0) }
      }
      seen += end - cursor
      cursor = end == prices.count ? 0 : end
      if best.arc >= 0 { return best.arc.quotientAndRemainder(dividingBy: sinkCount) as (Int, Int) }
    }
    return nil
  }

  /// Sends as much as possible along the arc and back through the tree, and takes out what runs empty.
  private mutating func bring(in source: Int, _ sink: Int) {
    let tail = source
    let head = sourceCount + sink
    let apex = meeting(tail, head)
    // Along the cycle from the apex down to the tail, over the arc, and from the head up: the last arc that runs empty
    // leaves, which keeps the tree strongly feasible.
    var (least, leaving, leavesOnTailSide) = (Int.max, -1, false)
    var node = tail
    while node != apex {
      if holds[node].isUpward, holds[node].flow < least {
        (least, leaving, leavesOnTailSide) = (holds[node].flow, node, true)
      }
      node = holds[node].parent
    }
    node = head
    while node != apex {
      if !holds[node].isUpward, holds[node].flow <= least {
        (least, leaving, leavesOnTailSide) = (holds[node].flow, node, false)
      }
      node = holds[node].parent
    }
    move(least, from: tail, to: apex, alongUpward: false)
    move(least, from: head, to: apex, alongUpward: true)
    let price = prices[source * sinkCount + sink]
    if leavesOnTailSide {
      rehang(tail, below: Hold(parent: head, isUpward: true, flow: least, price: price), upTo: leaving)
    } else {
      rehang(head, below: Hold(parent: tail, isUpward: false, flow: least, price: price), upTo: leaving)
    }
    measureTree()
  }

  /// Adds `amount` to the arcs from `node` up to `apex` that go with the cycle and takes it from the others.
  private mutating func move(_ amount: Int, from node: Int, to apex: Int, alongUpward: Bool) {
    var node = node
    while node != apex {
      holds[node].flow += holds[node].isUpward == alongUpward ? amount : -amount
      node = holds[node].parent
    }
  }

  /// Turns the path from `node` up to `last` around, so that its part of the tree hangs by `node` on its new hold.
  private mutating func rehang(_ node: Int, below hold: Hold, upTo last: Int) {
    var (node, hold) = (node, hold)
    while true {
      let old = holds[node]
      holds[node] = hold
      if node == last { return }
      hold = Hold(parent: node, isUpward: !old.isUpward, flow: old.flow, price: old.price)
      node = old.parent
    }
  }

  /// The node where the ways of two nodes up to the root meet.
  private func meeting(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while a != b {
      if depths[a] >= depths[b] { a = holds[a].parent } else { b = holds[b].parent }
    }
    return a
  }

  /// Finds depths and potentials anew, from the root down.
  private mutating func measureTree() {
    let root = sourceCount + sinkCount
    for node in 0..<root { depths[node] = -1 }
    var path: [Int] = []
    for start in 0..<root where depths[start] < 0 {
      var node = start
      while depths[node] < 0 {
        path.append(node)
        node = holds[node].parent
      }
      while let node = path.popLast() {
        let hold = holds[node]
        depths[node] = depths[hold.parent] + 1
        potentials[node] = potentials[hold.parent] + (hold.isUpward ? -hold.price : hold.price)
      }
    }
  }
}
