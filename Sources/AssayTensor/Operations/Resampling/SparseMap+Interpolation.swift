extension SparseMap {
  /// Interpolation of `sources` samples at `targets` points, positions as in PyTorch's `interpolate` with a given size.
  static func interpolation(_ method: Interpolation, from sources: Int, to targets: Int) -> SparseMap {
    let rows = (0..<targets).map { target -> [(index: Int, weight: Float)] in
      switch method {
      case .nearest: [(min(sources - 1, target * sources / targets), 1)]
      case .bilinear(let aligned):
        linear(max(0, position(of: target, sources, targets, aligned: aligned)), sources)
      case .bicubic(let aligned): cubic(position(of: target, sources, targets, aligned: aligned), sources)
      }
    }
    return SparseMap(sources: sources, rows: rows)
  }

  /// Where point `target` lies between the samples: pixels are squares, or with `aligned` the outermost points agree.
  private static func position(of target: Int, _ sources: Int, _ targets: Int, aligned: Bool) -> Double {
    if aligned { return targets > 1 ? Double(target) * Double(sources - 1) / Double(targets - 1) : 0 }
    return (Double(target) + 0.5) * Double(sources) / Double(targets) - 0.5
  }

  private static func linear(_ position: Double, _ sources: Int) -> [(index: Int, weight: Float)] {
    let first = min(sources - 1, Int(position))
    let fraction = position - Double(first)
    if fraction <= 0 || first == sources - 1 { return [(first, 1)] }
    return [(first, Float(1 - fraction)), (first + 1, Float(fraction))]
  }

  /// Keys 1981, "Cubic convolution interpolation for digital image processing", equation 4 with a = −0.75.
  private static func cubic(_ position: Double, _ sources: Int) -> [(index: Int, weight: Float)] {
    let base = position.rounded(.down)
    return (-1...2).map { offset in
      let distance = (position - base - Double(offset)).magnitude
      let weight =
        distance <= 1
        ? (1.25 * distance - 2.25) * distance * distance + 1
        : ((-0.75 * distance + 3.75) * distance - 6) * distance + 3
      return (min(max(Int(base) + offset, 0), sources - 1), Float(weight))
    }
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
