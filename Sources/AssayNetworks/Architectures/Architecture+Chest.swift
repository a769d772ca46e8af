import AssayTensor

extension Architecture {
  /// Nine padded 3×3 convolutions and four dense layers for chest X-rays, narrower than the study's own.
  ///
  /// One logit for binary cross-entropy, or two for cross-entropy.
  public static func chest(input: Shape = [1, 112, 112], logits: Int = 1) -> Architecture {
    chest(
      "chest", widths: [32, 32, 64, 64, 128, 128, 128, 256, 256], padding: 1, pools: (2, 2), input: input,
      logits: logits)
  }

  /// The study's own network for chest X-rays: nine unpadded 3×3 convolutions and four dense layers.
  ///
  /// One logit for binary cross-entropy, or two for cross-entropy.
  public static func chestOriginal(input: Shape = [1, 112, 112], logits: Int = 1) -> Architecture {
    chest(
      "chest-original", widths: [64, 128, 128, 256, 256, 256, 512, 512, 1024], padding: 0, pools: (2, 4), input: input,
      logits: logits)
  }

  /// Each convolution is followed by a rectifier and then normalised, the last two pooled as well.
  private static func chest(
    _ name: String, widths: [Int], padding: Int, pools: (Int, Int), input: Shape, logits: Int
  ) -> Architecture {
    let features = Sequential {
      for (index, width) in widths.enumerated() {
        Convolution(
          "conv\(index + 1)", index == 0 ? input[0] : widths[index - 1], width, kernel: 3, stride: index < 2 ? 2 : 1,
          padding: padding)
        ReLU()
        BatchNorm("bn\(index + 1)", width)
        if index == widths.count - 2 { MaxPool(pools.0) }
        if index == widths.count - 1 { MaxPool(pools.1) }
      }
      Flatten()
    }
    return Architecture(name, input: input, classes: logits) {
      features
      Linear("fc1", features.featureCount(for: input), 1024)
      ReLU()
      Linear("fc2", 1024, 128)
      ReLU()
      Linear("fc3", 128, 16)
      ReLU()
      Linear("fc4", 16, logits)
    }
  }
}
