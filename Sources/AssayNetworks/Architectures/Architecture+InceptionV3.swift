import AssayTensor

extension Architecture {
  /// Inception-v3 (Szegedy et al. 2016, table 1), with torchvision's names.
  ///
  /// - Parameter auxiliaryHead: Whether there is the classifier that helps in training (section 4), its loss counted 0.4
  ///   times as in the training code its authors published (TF-Slim); without it a file's is left out when it is read.
  public static func inceptionV3(
    input: Shape = [3, 299, 299], classes: Int = 1000, dropout: Double = 0.5, auxiliaryHead: Bool = true
  ) -> Architecture {
    let unit = NormalizedConvolution(epsilon: 1e-3)
    return Architecture("inception-v3", input: input, classes: classes) {
      unit("Conv2d_1a_3x3", input[0], 32, kernel: 3, stride: 2, padding: 0)
      unit("Conv2d_2a_3x3", 32, 32, kernel: 3, padding: 0)
      unit("Conv2d_2b_3x3", 32, 64, kernel: 3)
      MaxPool(3, stride: 2)
      unit("Conv2d_3b_1x1", 64, 80, kernel: 1)
      unit("Conv2d_4a_3x3", 80, 192, kernel: 3, padding: 0)
      MaxPool(3, stride: 2)
      InceptionBlock.a("Mixed_5b", 192, pool: 32)
      InceptionBlock.a("Mixed_5c", 256, pool: 64)
      InceptionBlock.a("Mixed_5d", 288, pool: 64)
      InceptionBlock.b("Mixed_6a", 288)
      InceptionBlock.c("Mixed_6b", 768, inner: 128)
      InceptionBlock.c("Mixed_6c", 768, inner: 160)
      InceptionBlock.c("Mixed_6d", 768, inner: 160)
      InceptionBlock.c("Mixed_6e", 768, inner: 192)
      if auxiliaryHead {
        AuxiliaryHead(lossWeight: 0.4) {
          AveragePool(5, stride: 3)
          unit("AuxLogits.conv0", 768, 128, kernel: 1)
          unit("AuxLogits.conv1", 128, 768, kernel: 5, padding: 0)
          GlobalAveragePool()
          Flatten()
          Linear("AuxLogits.fc", 768, classes)
        }
      }
      InceptionBlock.d("Mixed_7a", 768)
      InceptionBlock.e("Mixed_7b", 1280)
      InceptionBlock.e("Mixed_7c", 2048)
      GlobalAveragePool()
      Flatten()
      Dropout("dropout", rate: dropout)
      Linear("fc", 2048, classes)
    }
  }
}
