import AssayBase
import AssayCheck
import AssayImages
import AssayPerturbations

extension GridBall {
  /// The images on the grid that lie in a ball around an example, of which `clean` is the 8-bit picture.
  ///
  /// Where the example lies between the steps of the grid, its distance from the picture is taken off the radius: by the
  /// triangle inequality nothing is then outside the ball around the example itself.
  package init(_ ball: PerturbationBall, around example: Image, as clean: ByteImage) {
    // ℓ0 counts pixels, which are whatever they are; the others count in steps of the grid.
    let radius = ball.norm == .l0 ? Double(ball.pixelLimit) : ball.epsilon * 255
    self.init(
      ball.norm, radius: radius - Self.distance(from: example, to: Image(clean), ball.norm), around: clean.bytes,
      channels: clean.channels)
  }

  /// The distance between two images of one size, in grid steps, or in pixels for ℓ0.
  private static func distance(from first: Image, to second: Image, _ norm: Norm) -> Double {
    guard first != second else { return 0 }
    let changes = zip(first.values, second.values).map { abs(Double($0) - Double($1)) * 255 }
    return switch norm {
    case .linf: changes.max() ?? 0
    case .l2: changes.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .l1: changes.reduce(0, +)
    case .l0: Double((try? first.changedPixels(from: second)) ?? changes.count)
    }
  }
}
