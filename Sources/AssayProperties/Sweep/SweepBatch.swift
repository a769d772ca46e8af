import AssayBase
import AssayPerturbations
import AssayTensor

/// Some examples that are attacked in balls of rising size until they fall.
struct SweepBatch {
  let images: Tensor
  let labels: [Int]
  /// The index of the first example.
  let first: Int

  /// How many examples withstand each size; `next` is told a size and how many are left to attack.
  func survivors(
    of attack: Attack, _ sizes: [Double], _ model: AttackedModel, _ key: RandomKey,
    next: (_ size: Double, _ open: Int) throws -> Void
  ) throws -> [Int] {
    guard attack.ball != nil else {
      // The smallest change answers for every ball at once.
      try next(sizes.last ?? 0, labels.count)
      let result = try run(attack, Array(labels.indices), model, key)
      return sizes.map { size in result.survivors(within: size) }
    }
    var open = Array(labels.indices)
    return try sizes.map { size in
      try next(size, open.count)
      guard !open.isEmpty else { return 0 }
      let fates = try run(attack.inBall(size), open, model, key).fates
      open = zip(open, fates).filter { !$1.isFooled }.map(\.0)
      return open.count
    }
  }

  private func run(_ attack: Attack, _ rows: [Int], _ model: AttackedModel, _ key: RandomKey) throws -> AttackResult {
    try attack.run(
      on: model, images: images.rows(rows), labels: rows.map { labels[$0] }, indices: rows.map { first + $0 }, key: key)
  }
}
