import AssayTensor

extension Architecture {
  /// The network “Small” of the study of interpretability-aware training (Boopathy et al. 2020).
  ///
  /// Its last convolution has no rectifier and its dense layer no bias, so that class activation maps add up to the logits.
  /// Padding is that of “same” on 28×28 images.
  public static func small(input: Shape = [1, 28, 28], classes: Int = 10) -> Architecture {
    Architecture("small", input: input, classes: classes) {
      Convolution("conv1", input[0], 16, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Convolution("conv2", 16, 32, kernel: 4, stride: 2, padding: 1)
      ReLU()
      Convolution("conv3", 32, 100, kernel: 7, padding: 3)
      GlobalAveragePool()
      Flatten()
      Linear("fc", 100, classes, bias: false)
    }
  }
}
