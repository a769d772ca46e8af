import AssayBase
import AssayTensor

extension ImageTransform {
  /// No change.
  public static let identity = ImageTransform("no change") { _, _ in [] }

  /// This transform, and then another one of its result.
  public func then(_ next: ImageTransform) -> ImageTransform {
    ImageTransform("\(description), \(next.description)") { draws, size in
      let steps = try draw(&draws, size)
      return steps + (try next.draw(&draws, steps.last?.size ?? size))
    }
  }

  /// This transform with a probability, else no change, which is the simplest outcome.
  public func sometimes(_ probability: Double) -> ImageTransform {
    precondition(probability >= 0 && probability <= 1, "\(probability) is not a probability")
    return ImageTransform("\(description) in \(probability)") { draws, size in
      try draws.boolean(probability: probability) ? try draw(&draws, size) : []
    }
  }

  /// One of several transforms, each equally likely; the first is the simplest.
  public static func oneOf(_ transforms: [ImageTransform]) -> ImageTransform {
    precondition(!transforms.isEmpty, "there must be a transform to choose")
    return ImageTransform("one of (\(transforms.map(\.description).joined(separator: " | ")))") { draws, size in
      let index = try draws.integer(in: 0...transforms.count - 1, simplest: 0)
      return try transforms[index].draw(&draws, size)
    }
  }

  /// All transforms in order.
  public static func all(_ transforms: [ImageTransform]) -> ImageTransform {
    transforms.dropFirst().reduce(transforms.first ?? .identity) { $0.then($1) }
  }

  /// A differentiable transform of one's own: a 1×C×H×W tensor of the same shape, by differentiable operations, whatever
  /// is random drawn from the key.
  ///
  /// Applying it throws `AssayError` of kind `contractBroken` when `change` gives another shape.
  public static func differentiable(
    _ name: String, _ change: @escaping @Sendable (_ image: Tensor, _ key: RandomKey) -> Tensor
  ) -> ImageTransform {
    ImageTransform(name) { draws, size in
      let key = try draws.key()
      return [ImageStep(name, size: size, .tensor { change($0, key) })]
    }
  }

  /// A transform of one's own: an image of the same size, whatever is random drawn from the key.
  ///
  /// Gradients pass through it as if it were not there, for nothing is known of its derivative.
  public static func custom(
    _ name: String, _ change: @escaping @Sendable (_ image: Image, _ key: RandomKey) -> Image
  ) -> ImageTransform {
    ImageTransform(name) { draws, size in
      let key = try draws.key()
      return [
        ImageStep(
          name, size: size,
          .picture { image in
            let changed = change(image, key)
            precondition(changed.size == size, "“\(name)” made an image of \(changed.size) of one of \(size)")
            return changed
          })
      ]
    }
  }
}
