import AssayPerturbations

/// What training minimises for each batch.
///
/// A network with auxiliary heads adds their losses with their weights (``TrainingLogits``).
public enum TrainingObjective: Sendable {
  /// The cross-entropy of the images.
  case standard
  /// The cross-entropy of images attacked by PGD in the present network (Madry et al. 2018, equation 2.1).
  case adversarial(AdversarialPhase)
}
