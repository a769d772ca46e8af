import AssayBase
import AssayNetworks
import AssayTensor

extension DecisionStart {
  /// - Throws: `AssayError` when there is nothing to start from.
  func validate() throws {
    switch self {
    case .noise(let tries):
      guard tries >= 1 else {
        throw AssayError(
          .invalidArgument, "at least one image of noise must be tried", expected: "tries ≥ 1", found: "\(tries)",
          at: "start")
      }
    case .images(let images):
      guard images.shape.rank == 4, images.shape[0] > 0 else {
        throw AssayError(.empty, "there are no images to start from", found: "\(images.shape)", at: "start")
      }
      try AttackVerifier.checkBox(of: images, .invalidArgument, "a pixel to start from is outside [0, 1]")
    }
  }

  /// - Throws: `AssayError(.shapeMismatch)` when images to start from do not fit the model.
  func check(_ model: any Classifier) throws { if case .images(let images) = self { try model.checkShape(of: images) } }

  /// Finds for every example an image that is what is wanted, and offers it.
  func run(_ changes: inout SmallestChanges) throws {
    switch self {
    case .noise(let tries): try blend(tries, &changes)
    case .images(let images): try choose(images, &changes)
    }
  }

  /// Images of noise, one after another for those that still have none.
  private func blend(_ tries: Int, _ changes: inout SmallestChanges) throws {
    for index in 0..<tries {
      let open = changes.attackable.filter { changes.distances[$0] == .infinity }
      guard !open.isEmpty else { return }
      let shape = changes.batch.images.shape.withFirst(1)
      let noise = Tensor.concatenatingRows(
        open.map { .uniform(0, 1, shape: shape, key: changes.batch.keys[$0].derived("blend").derived(index)) })
      try offer(changes.batch.confining(noise, of: open), open, &changes)
    }
  }

  /// The images from the nearest on, some at a time, until one of them is what is wanted.
  private func choose(_ images: Tensor, _ changes: inout SmallestChanges) throws {
    let (size, channels) = (images.count / images.shape[0], images.shape[1])
    for example in changes.attackable {
      let origin = changes.batch.images.rows([example])
      let distances = (0..<images.shape[0]).map {
        changes.norm.distance(origin.pointer, images.pointer + $0 * size, count: size, channels: channels)
      }
      let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
      for start in stride(from: 0, to: order.count, by: Self.group) {
        let rows = Array(order[start..<min(order.count, start + Self.group)])
        let copies = rows.map { _ in example }
        try offer(changes.batch.confining(images.rows(rows), of: copies), copies, &changes)
        if changes.distances[example] < .infinity { break }
      }
    }
  }

  /// How many images the model is asked about at once.
  private static let group = 16

  private func offer(_ images: Tensor, _ examples: [Int], _ changes: inout SmallestChanges) throws {
    let fooled = changes.fooled(try changes.logits(for: images, of: examples), examples)
    changes.offer(images, fooled, of: examples)
  }
}
