import AssayTensor

/// Changes of colour that depend on one number an image; differentiable in the images.
enum ColourFunction: String, Sendable {
  case brightness, contrast, saturation, hue, gamma
  case hsvSaturation = "HSV saturation"
  case polarization

  /// The images N×C×H×W changed by `amounts`, one for all or one for each.
  func callAsFunction(_ images: Tensor, _ amounts: [Float]) -> Tensor {
    let amount = Tensor(shape: [amounts.count, 1, 1, 1], elements: amounts)
    let isColoured = images.shape[1] == 3
    switch self {
    case .brightness: return (images * amount).clamped(0, 1)
    case .contrast:
      return Self.blend(images, images.grayscale().mean(axes: [1, 2, 3], keepingAxes: true), amount)
    case .saturation: return isColoured ? Self.blend(images, images.grayscale(), amount) : images
    case .hue:
      guard isColoured else { return images }
      let hsv = images.hsvFromRGB()
      return Tensor.concatenatingChannels([hsv.channels(0..<1) + amount, hsv.channels(1..<3)]).rgbFromHSV()
    case .hsvSaturation:
      guard isColoured else { return images }
      let hsv = images.hsvFromRGB()
      let saturation = (hsv.channels(1..<2) * amount).clamped(0, 1)
      return Tensor.concatenatingChannels([hsv.channels(0..<1), saturation, hsv.channels(2..<3)]).rgbFromHSV()
    case .gamma: return Self.power(images, amount).clamped(0, 1)
    case .polarization:
      let centred = images * 2 - 1
      return centred.sign() * Self.power(centred.absolute(), amount) * 0.5 + 0.5
    }
  }

  private static func blend(_ images: Tensor, _ other: Tensor, _ share: Tensor) -> Tensor {
    (images * share + other * (1 - share)).clamped(0, 1)
  }

  /// Powers of numbers that are not negative; 0 stays 0, and has no gradient.
  private static func power(_ base: Tensor, _ exponent: Tensor) -> Tensor {
    (base.clamped(.leastNormalMagnitude, .infinity).log() * exponent).exp().masked(wherePositive: base.detached)
  }
}

extension Tensor {
  /// The luma of images N×3×H×W, 0.2989 R + 0.587 G + 0.114 B (ITU-R BT.601): N×1×H×W; one channel stays as it is.
  func grayscale() -> Tensor {
    if shape[1] == 1 { return self }
    precondition(shape[1] == 3, "images of shape \(shape) have neither one nor three channels")
    return channels(0..<1) * 0.2989 + channels(1..<2) * 0.587 + channels(2..<3) * 0.114
  }
}
