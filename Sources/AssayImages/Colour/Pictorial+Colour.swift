import AssayTensor

extension Pictorial {
  /// The image with every value multiplied by `factor` and cut to [0, 1]; a factor of 1 changes nothing.
  ///
  /// Values at 0 and 1 have no gradient, as in torchvision; in ``ImageTransform/brightness(_:)`` they have that of the
  /// product, for else no attack would see a black background.
  public func brightnessAdjusted(by factor: Float) -> Self {
    precondition(factor >= 0 && factor.isFinite, "a brightness is multiplied by a finite number, not \(factor)")
    return changed { ($0 * factor).hardTanh(0, 1) }
  }

  /// The image moved away from the mean of its own grayscale (or towards it): factor·x + (1 − factor)·mean, cut to [0, 1].
  public func contrastAdjusted(by factor: Float) -> Self { changed(.contrast, factor) }

  /// The image moved away from its own grayscale (or towards it): factor·x + (1 − factor)·gray, cut to [0, 1].
  ///
  /// Images of one channel stay as they are.
  public func saturationAdjusted(by factor: Float) -> Self { changed(.saturation, factor) }

  /// The image with the saturation of its HSV multiplied and cut to [0, 1]; images of one channel stay as they are.
  public func hsvSaturationAdjusted(by factor: Float) -> Self { changed(.hsvSaturation, factor) }

  /// The image with its hues turned: 1 is a whole turn, ⅓ makes green of red. Images of one channel stay as they are.
  ///
  /// - Parameter turns: from −1 to 1.
  public func hueShifted(by turns: Float) -> Self {
    precondition(turns.magnitude <= 1, "hues are turned by −1 to 1, not \(turns)")
    return turns == 0 ? self : changed(.hue, turns)
  }

  /// The image with every value raised to the power `gamma`: above 1 darker, below 1 brighter.
  public func gammaCorrected(_ gamma: Float) -> Self {
    precondition(gamma > 0 && gamma.isFinite, "gamma must be positive and finite, not \(gamma)")
    return gamma == 1 ? self : changed(.gamma, gamma)
  }

  /// The image with its values driven apart: sign(2x − 1)·|2x − 1|^(2/p)/2 + ½; p = 2 changes nothing.
  ///
  /// Large p leave black and white, 1 drives values towards the middle. Zhang and Zhu, "Interpreting Adversarially Trained
  /// Convolutional Neural Networks" (ICML 2019), section 3, who call it saturation.
  public func polarized(p: Float) -> Self {
    precondition(p > 0 && p.isFinite, "p must be positive and finite, not \(p)")
    return p == 2 ? self : changed(.polarization, 2 / p)
  }

  /// The luma 0.2989 R + 0.587 G + 0.114 B as an image of one channel; such an image stays as it is.
  ///
  /// - Parameter channels: 3 repeats it, for networks that want three.
  public func grayscaled(channels: Int = 1) -> Self {
    changed { images in
      let gray = images.grayscale()
      return gray.shape[1] == channels
        ? gray : .concatenatingChannels(Array(repeating: gray, count: channels))
    }
  }

  private func changed(_ function: ColourFunction, _ amount: Float) -> Self {
    precondition(amount.isFinite, "a change of colour needs a finite number, not \(amount)")
    return changed { function($0, [amount]) }
  }
}

extension Tensor {
  /// Images N×C×H×W with (x − mean) / deviation for each channel; see `PixelNormalization` for the layer.
  ///
  /// For tensors only: the result is no image. Deviations must be positive.
  public func normalized(means: [Float], deviations: [Float]) -> Tensor {
    precondition(
      shape.rank == 4 && means.count == shape[1] && deviations.count == shape[1] && deviations.allSatisfy { $0 > 0 },
      "means \(means) and deviations \(deviations) do not normalise images of shape \(shape)")
    return scaledByChannel(
      Tensor(shape: [means.count], elements: deviations.map { 1 / $0 }),
      plus: Tensor(shape: [means.count], elements: zip(means, deviations).map { -$0 / $1 }))
  }
}
