extension SparseMap {
  /// Interpolation of `sources` samples at `targets` points, positions as in PyTorch's `interpolate` with a given size.
  package static func interpolation(_ method: Interpolation, from sources: Int, to targets: Int) -> SparseMap {
    if method == .area { return averages(from: sources, to: targets) }
    let rows = (0..<targets).map { target -> [Term] in
      switch method {
      case .nearest: [(min(sources - 1, target * sources / targets), 1)]
      case .bilinear(let aligned):
        linear(max(0, position(of: target, sources, targets, aligned: aligned)), sources)
      case .bicubic(let aligned): cubic(position(of: target, sources, targets, aligned: aligned), sources)
      case .antialiasedBilinear: spread(over: target, sources, targets, reach: 1) { max(0, 1 - $0) }
      case .antialiasedBicubic: spread(over: target, sources, targets, reach: 2) { keys($0, a: -0.5) }
      case .area: []
      }
    }
    return SparseMap(sources: sources, rows: rows)
  }

  /// Where point `target` lies between the samples: pixels are squares, or with `aligned` the outermost points agree.
  private static func position(of target: Int, _ sources: Int, _ targets: Int, aligned: Bool) -> Double {
    if aligned { return targets > 1 ? Double(target) * Double(sources - 1) / Double(targets - 1) : 0 }
    return (Double(target) + 0.5) * Double(sources) / Double(targets) - 0.5
  }

  private static func linear(_ position: Double, _ sources: Int) -> [Term] {
    let first = min(sources - 1, Int(position))
    let fraction = position - Double(first)
    if fraction <= 0 || first == sources - 1 { return [(first, 1)] }
    return [(first, Float(1 - fraction)), (first + 1, Float(fraction))]
  }

  private static func cubic(_ position: Double, _ sources: Int) -> [Term] {
    let base = position.rounded(.down)
    return (-1...2).map { offset in
      let distance = (position - base - Double(offset)).magnitude
      return (min(max(Int(base) + offset, 0), sources - 1), Float(keys(distance, a: -0.75)))
    }
  }

  /// The kernel of cubic convolution: Keys 1981, "Cubic convolution interpolation for digital image processing", equation 4.
  private static func keys(_ distance: Double, a: Double) -> Double {
    if distance <= 1 { return ((a + 2) * distance - (a + 3)) * distance * distance + 1 }
    return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0
  }

  /// A kernel of the distance in new pixels, old ones where they are larger, over all samples within `reach`; its sum 1.
  private static func spread(
    over target: Int, _ sources: Int, _ targets: Int, reach: Double, _ kernel: (Double) -> Double
  ) -> [Term] {
    let step = Double(sources) / Double(targets)
    let centre = (Double(target) + 0.5) * step
    let width = max(step, 1)
    let first = max(0, Int(centre - reach * width + 0.5))
    let last = min(sources, Int(centre + reach * width + 0.5))
    let weights = (first..<last).map { kernel((Double($0) - centre + 0.5).magnitude / width) }
    let sum = weights.reduce(0, +)
    return zip(first..<last, weights).filter { $0.1 != 0 }.map { ($0.0, Float($0.1 / sum)) }
  }

  /// The averages of `targets` bins: bin i reaches from ⌊i·sources/targets⌋ to ⌈(i + 1)·sources/targets⌉.
  static func averages(from sources: Int, to targets: Int) -> SparseMap {
    SparseMap(
      sources: sources,
      rows: (0..<targets).map { target in
        let bin = target * sources / targets..<((target + 1) * sources + targets - 1) / targets
        return bin.map { ($0, 1 / Float(bin.count)) }
      })
  }

  /// `before` and `after` more samples at the ends, which mirror the others or repeat the outermost; negative ones crop.
  static func padding(of sources: Int, before: Int, after: Int, mirrors: Bool) -> SparseMap {
    SparseMap(
      sources: sources,
      rows: (-before..<sources + after).map { place in
        guard mirrors else { return [(min(max(place, 0), sources - 1), 1)] }
        let folded = place < 0 ? -place : place
        return [(folded < sources ? folded : 2 * (sources - 1) - folded, 1)]
      })
  }
}
