import AssayCheck
import AssayImages
import AssayPerturbations

extension GridBall {
  /// The images on the grid that lie in a ball around an example, of which `clean` is the 8-bit picture.
  ///
  /// Where the example lies between the steps of the grid, its distance from the picture is taken off the radius: by the
  /// triangle inequality nothing is then outside the ball around the example itself.
  package init(_ ball: PerturbationBall, around example: Image, as clean: ByteImage) {
    let norm: GridNorm =
      switch ball.norm {
      case .linf: .linf
      case .l2: .l2
      }
    self.init(
      norm, radius: ball.epsilon * 255 - Self.distance(from: example, to: Image(clean), norm), around: clean.bytes,
      channels: clean.channels)
  }

  /// The distance between two images of one size, in grid steps.
  private static func distance(from first: Image, to second: Image, _ norm: GridNorm) -> Double {
    guard first != second else { return 0 }
    let changes = zip(first.values, second.values).map { abs(Double($0) - Double($1)) * 255 }
    return switch norm {
    case .linf: changes.max() ?? 0
    case .l2: changes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .l1: changes.reduce(0, +)
    case .l0: Double(changes.count { $0 > 0 })
    }
  }
}
