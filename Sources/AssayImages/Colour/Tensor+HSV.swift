import AssayTensor

extension Tensor {
  /// Red, green and blue N×3×H×W as hue in turns, saturation and value, all in [0, 1]; gray has hue 0.
  ///
  /// Smith 1978, "Color gamut transform pairs". Differentiable but where two channels are equal.
  public func hsvFromRGB() -> Tensor {
    let (red, green, blue) = channelTriple
    let value = Tensor.maximum(.maximum(red, green), blue)
    let chroma = value - Tensor.minimum(.minimum(red, green), blue)
    // Which channel is the largest, the first of equal ones; constants, as all steps are.
    let isRed = 1 - (value - red).step()
    let isGreen = (1 - isRed) * (1 - (value - green).step())
    let isBlue = 1 - isRed - isGreen
    let safe = chroma + (1 - chroma.step())
    let sixths =
      isRed * ((green - blue) / safe) + isGreen * ((blue - red) / safe + 2) + isBlue * ((red - green) / safe + 4)
    let hue = (sixths + (-sixths).step() * 6) / 6
    let saturation = chroma / (value + (1 - value.step()))
    return .concatenatingChannels([hue * chroma.step(), saturation, value])
  }

  /// Hue in turns, saturation and value N×3×H×W as red, green and blue: the inverse of ``hsvFromRGB()``.
  ///
  /// Hues are taken as they are between −1 and 2; whole turns do not matter.
  public func rgbFromHSV() -> Tensor {
    let (hue, saturation, value) = channelTriple
    let wrapped = (hue + (-hue).step() - (hue - 1).step()) * 6
    // How far each channel lies below the value, as a share of it: the trapezium of the hue hexagon.
    let channels = [5, 3, 1].map { (shift: Float) -> Tensor in
      let turned = wrapped + shift
      let sixths = turned - (turned - 6).step() * 6
      let share = Tensor.minimum(sixths, 4 - sixths).clamped(0, 1)
      return value - value * saturation * share
    }
    return .concatenatingChannels(channels)
  }

  private var channelTriple: (Tensor, Tensor, Tensor) {
    precondition(shape.rank == 4 && shape[1] == 3, "images of shape \(shape) do not have three channels")
    return (channels(0..<1), channels(1..<2), channels(2..<3))
  }
}
