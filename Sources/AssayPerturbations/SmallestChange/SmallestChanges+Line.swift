import AssayBase
import AssayNetworks
import AssayTensor

extension SmallestChanges {
  /// Brings the best images towards their originals, as far as the boundary on the line between, and makes sure that the
  /// model itself is fooled.
  ///
  /// - Parameter halvings: How often the part of the line where the boundary lies is halved; a query each.
  /// - Returns: What an attack returns.
  mutating func finished(halvings: Int) throws -> (images: Tensor, work: [AttackWork]) {
    let found = found
    if halvings > 0, !found.isEmpty { try approach(found, halvings: halvings) }
    try settle()
    return (images, work)
  }

  /// Halves the part of each line from an original to its best image in which the boundary lies.
  mutating func approach(_ examples: [Int], halvings: Int) throws {
    let origin = batch.images.rows(examples)
    let change = images.rows(examples) - origin
    var (inside, outside) = (examples.map { _ in Float(0) }, examples.map { _ in Float(1) })
    for _ in 0..<halvings {
      let places = zip(inside, outside).map { ($0 + $1) / 2 }
      let middle = batch.confining(origin + change.scalingRows(by: places), of: examples)
      let fooled = fooled(try logits(for: middle, of: examples), examples)
      offer(middle, fooled, of: examples)
      let isFooled = Set(fooled)
      for row in examples.indices {
        if isFooled.contains(row) { outside[row] = places[row] } else { inside[row] = places[row] }
      }
    }
  }

  /// Moves those images out a little that fool what the attack sees, but not the model itself: at the boundary the
  /// rounding of another order of sums can decide.
  private mutating func settle() throws {
    var open = found
    guard !open.isEmpty else { return }
    var current = images.rows(open)
    for growth: Float in [1e-5, 1e-4, 1e-3, 1e-2] {
      let isConvinced = Set(try convinced(current, open))
      open = open.indices.filter { !isConvinced.contains($0) }.map { open[$0] }
      guard !open.isEmpty else { return }
      let origin = batch.images.rows(open)
      current = batch.confining((origin + (images.rows(open) - origin) * (1 + growth)).clampedToBox, of: open)
      replace(open, with: current)
    }
  }
}

extension AttackBatch {
  /// Images of some of these examples, brought into the limits of their pixels.
  func confining(_ images: Tensor, of examples: [Int]) -> Tensor { limits?.rows(examples).confining(images) ?? images }
}
