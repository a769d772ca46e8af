import AssayNetworks

/// The model under attack: as it is, and prepared for gradients.
package struct AttackedModel: Sendable {
  /// The model itself, which decides whether it is fooled.
  package let itself: any DifferentiableClassifier
  /// The same function, for gradients.
  package let frozen: any DifferentiableClassifier

  package init(itself: any DifferentiableClassifier, frozen: any DifferentiableClassifier) {
    self.itself = itself
    self.frozen = frozen
  }
}
